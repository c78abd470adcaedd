/** The app every set of simulators knows at Google. Development only: these values open nothing outside this repository. */
import type { ClientCredentials } from "../login/client-credentials.ts";

export const SIM_GOOGLE_CLIENT_ID = "718034459021-simulated0development0only.apps.googleusercontent.com";
export const SIM_GOOGLE_CLIENT_SECRET = "GOCSPX-simulatedForDevelopment01";

/** The name people see on the consent page. */
export const SIM_GOOGLE_APP_NAME = "Linkarooie";

export const GOOGLE_CLIENT: ClientCredentials = {
  id: SIM_GOOGLE_CLIENT_ID,
  secret: SIM_GOOGLE_CLIENT_SECRET,
};
