/** The app every set of simulators knows at Facebook. Development only: these values open nothing outside this repository. */
import type { ClientCredentials } from "../login/client-credentials.ts";

export const SIM_FACEBOOK_APP_ID = "1029384756000001";
export const SIM_FACEBOOK_APP_SECRET = "5e17ed00000000000000000000fac3b0";

/** The name people see on the consent page. */
export const SIM_FACEBOOK_APP_NAME = "Linkarooie";

export const FACEBOOK_CLIENT: ClientCredentials = {
  id: SIM_FACEBOOK_APP_ID,
  secret: SIM_FACEBOOK_APP_SECRET,
};
