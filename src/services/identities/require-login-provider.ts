import { LOGIN_PROVIDER_IDS, type LoginProvider } from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import { NotFoundError, UnavailableError } from "../../errors.ts";

/** The login provider named in a path. 404 for an unknown name, 503 when we hold no credentials for it. */
export function requireLoginProvider(app: Pick<AppContext, "loginProviders">, name: string): LoginProvider {
  const id = LOGIN_PROVIDER_IDS.find((each) => each === name);
  if (id === undefined) throw new NotFoundError("login provider");
  const provider = app.loginProviders[id];
  if (provider !== undefined) return provider;
  throw new UnavailableError(
    "provider_off",
    "Signing in this way is switched off here. Choose another way to sign in; the operator has to set this one up.",
  );
}

/** Where a provider sends people back. */
export function loginCallbackUrl(app: Pick<AppContext, "config">, provider: LoginProvider): string {
  return `${app.config.appOrigin}/auth/${provider.id}/callback`;
}
