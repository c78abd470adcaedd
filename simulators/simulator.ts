/** What everything simulated is to the core. A simulator is built by `create(ports)` and owns nothing outside its ports. */
import type { SimClock } from "./clock.ts";
import type { Store } from "./store.ts";

export const SIMULATED_PLATFORMS = ["x", "mastodon", "bluesky"] as const;
export type SimulatedPlatform = (typeof SIMULATED_PLATFORMS)[number];

/** Whom people sign in with. Showing pictures and signing people in are two roles: one name may be in both lists. */
export const LOGIN_PROVIDERS = ["google", "facebook", "github"] as const;
export type LoginProviderId = (typeof LOGIN_PROVIDERS)[number];

/** Everything simulated, by the first part of its paths here. */
export type SimulatedService = SimulatedPlatform | LoginProviderId;
export const SIMULATED_SERVICES: readonly SimulatedService[] = [
  ...new Set<SimulatedService>([...SIMULATED_PLATFORMS, ...LOGIN_PROVIDERS]),
];

export const SIMULATED_SLOTS = ["avatar", "banner"] as const;
export type SimulatedSlot = (typeof SIMULATED_SLOTS)[number];

/** What a simulator is given. Nothing else is global: two sets of simulators may live in one process. */
export interface SimulatorPorts {
  readonly clock: SimClock;
  readonly store: Store;
  /** Where people reach the simulators, such as `http://127.0.0.1:8788`. */
  readonly origin: string;
}

/** One request while it is answered. Handlers reach it as `c.env.call`. */
export interface Call {
  /** The URL the client believes it called; signatures and DPoP proofs are checked against it. */
  readonly url: URL;
  /** What stands before paths in pages for people: `/x`, or an empty string when the platform is mounted at the root. */
  readonly base: string;
  /** The account the request acts for, for the log; the handler sets it once it knows. */
  account: string | null;
  /** What changed, for the log; `commit` sets it. */
  readonly effect: string | null;
  /**
   * The only way a handler of the API changes what an account shows. Under the fault `no_effect` the change does not
   * run and nothing is logged as changed, while the handler goes on to answer as if it had.
   */
  commit(effect: string, change: () => void): void;
}

/** For `new Hono<SimEnv>()`. */
export interface SimEnv {
  Bindings: { call: Call };
}

/** Answers that everybody words in their own way. */
type RefusalKind = "429" | "5xx" | "402" | "expired" | "revoked";

export interface Refusal {
  readonly kind: RefusalKind;
  /** Seconds until the platform would answer again; only for `429`. */
  readonly retryAfter: number;
  /** 500 to 599; only for `5xx`. */
  readonly status: number;
}

/** A picture as an account shows it. Times are milliseconds since the epoch, by the simulators' clock. */
export interface PictureView {
  /** What the API of the platform names. */
  readonly logicalUrl: string;
  /** The same picture below the platform's prefix, such as `/media/profile_images/…`; the core puts the origin before it. */
  readonly path: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly changedAt: number | null;
  readonly isDefault: boolean;
}

export interface TokenView {
  /** A short mark of the token, never the token. */
  readonly id: string;
  readonly client: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

export interface AccountView {
  /** The name in the paths of the simulators, such as `ada`. */
  readonly name: string;
  readonly displayName: string;
  /** As the platform writes it, such as `@ada`. */
  readonly handle: string;
  /** The platform's permanent id. */
  readonly id: string;
  readonly status: AccountStatus;
  readonly avatar: PictureView;
  /** Null where the platform shows no banner at all. */
  readonly banner: PictureView | null;
  readonly tokens: readonly TokenView[];
}

export type AccountStatus = "active" | "suspended" | "locked";

/** What answers requests and can be made to fail, whatever its role. */
export interface SimulatedServer {
  readonly id: SimulatedService;
  /** Its name in sentences. */
  readonly name: string;
  /** Sees paths without the platform's prefix. A `Hono<SimEnv>` fits. */
  readonly app: { fetch(request: Request, env: { call: Call }): Response | Promise<Response> };
  /** Faults strike `api`; `media` only when a fault names its path; `page` (what people see) never. */
  kindOf(method: string, path: string): "api" | "media" | "page";
  /** Whom a request acts for by its token, for the log and for faults of one account; null when it cannot be told. */
  accountOf(request: Request): string | null;
  /** The platform's own words for a fault. For `revoked` the presented token really dies. */
  refuse(refusal: Refusal, request: Request): Response | Promise<Response>;
  /** A person takes back every permission of an account. Returns how many died. */
  revokeAll(name: string): number;
  /** Switches of the platform as a whole, such as whether our app's plan includes profile writes. */
  switches(): Readonly<Record<string, boolean>>;
  /** Throws `SimulatorError` for a switch the platform does not have. */
  setSwitch(name: string, on: boolean): void;
  /** Accounts a fresh set of simulators starts with, among them `ada`. Leaves accounts that exist as they are. */
  seed(): Promise<void>;
  /** Forgets everything. */
  reset(): void;
}

/** A platform whose accounts show pictures. */
export interface Simulator extends SimulatedServer {
  readonly id: SimulatedPlatform;
  /** Every account as it is shown now. */
  accounts(): Promise<AccountView[]>;
  /** Throws `SimulatorError` when the name is taken or not a name. */
  createAccount(input: { name: string; displayName: string }): Promise<void>;
  /** A person changes a picture on the platform itself; null takes it away. Throws `SimulatorError` when refused. */
  edit(name: string, slot: SimulatedSlot, bytes: Uint8Array<ArrayBuffer> | null): Promise<void>;
  setStatus(name: string, status: AccountStatus): void;
}

/** An account people sign in with. */
export interface LoginView {
  /** The name in the paths of the simulators, such as `ada`. */
  readonly name: string;
  readonly displayName: string;
  /** As the provider's account chooser writes it. */
  readonly handle: string;
  /** The provider's permanent subject. */
  readonly id: string;
  /** What this provider knows of addresses, in the control API's words: `email`, `email_verified`, `hd`, `emails`. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly tokens: readonly TokenView[];
}

/** A provider that tells apps who a person is. */
export interface LoginProvider extends SimulatedServer {
  readonly id: LoginProviderId;
  people(): LoginView[];
  /** Makes an account from what the control API was sent. Throws `SimulatorError` or a `ZodError`. */
  signUp(fields: unknown): void;
  /** Changes what the control API names and leaves the rest; the subject stays. Throws as `signUp`. */
  change(name: string, fields: unknown): void;
}

/** A refused instruction to the simulators themselves; the control API answers it as `{error}` with `status`. */
export class SimulatorError extends Error {
  override readonly name = "SimulatorError";
  readonly status: 400 | 404 | 409 | 413 | 422;

  constructor(status: 400 | 404 | 409 | 413 | 422, message: string) {
    super(message);
    this.status = status;
  }
}
