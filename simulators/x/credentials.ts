/** The app every set of simulators knows at X. Development only: these values open nothing outside this repository. */
export const SIM_X_CONSUMER_KEY = "simulatedConsumerKey00001";
export const SIM_X_CONSUMER_SECRET = "simulatedConsumerSecretForDevelopmentOnly000000001";

/** The name people see on the consent page. */
export const SIM_X_APP_NAME = "Linkarooie";

/** Whether a callback address counts as registered: this machine, or a name reserved for examples and tests (RFC 2606). */
export function isRegisteredCallback(callback: string): boolean {
  const url = URL.parse(callback);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return /^(?:localhost|127\.0\.0\.1|\[::1\]|(?:[a-z0-9-]+\.)*(?:test|example))$/.test(url.hostname);
}
