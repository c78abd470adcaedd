/** The app every set of simulators knows at GitHub. Development only: these values open nothing outside this repository. */
import type { ClientCredentials } from "../login/client-credentials.ts";

export const SIM_GITHUB_CLIENT_ID = "Ov23liSimulated00001";
export const SIM_GITHUB_CLIENT_SECRET = "51a7ed00f0de5e10b3e27000000000000000517e";

/** The name people see on the consent page. */
export const SIM_GITHUB_APP_NAME = "Linkarooie";

export const GITHUB_CLIENT: ClientCredentials = {
  id: SIM_GITHUB_CLIENT_ID,
  secret: SIM_GITHUB_CLIENT_SECRET,
};
