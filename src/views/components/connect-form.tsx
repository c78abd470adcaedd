import type { PlatformFacts } from "../platform-facts.ts";

interface ConnectFormProps {
  readonly platform: PlatformFacts;
  /** What works on this computer, in development only. */
  readonly example: string | null;
  readonly failed: { readonly typed: string; readonly message: string } | null;
}

const ASKED = {
  host: { label: "Your server", placeholder: "mastodon.social", autocomplete: "on" },
  handle: { label: "Your handle", placeholder: "ada.bsky.social", autocomplete: "username" },
} as const;

/** Starts a connection. What a platform asks for first comes from its descriptor. */
export function ConnectForm({ platform, example, failed }: ConnectFormProps) {
  const { asks } = platform;
  const id = `${platform.id}-${asks}`;
  const slots = (["avatar", "banner"] as const).filter((slot) => platform.slots[slot].write === "api");
  return (
    <form method="post" action={`/connections/${platform.id}`} class="form">
      <h3>{platform.name}</h3>
      <p class="quiet small">
        {slots.length === 2 ? "Picture and banner" : slots[0] === "avatar" ? "Picture" : "Banner"}
      </p>
      {asks === "none" ? (
        failed === null ? null : (
          <p class="field-error">{failed.message}</p>
        )
      ) : (
        <div class="field">
          <label for={id}>{ASKED[asks].label}</label>
          <input
            id={id}
            name={asks}
            type="text"
            required
            value={failed?.typed}
            placeholder={ASKED[asks].placeholder}
            autocomplete={ASKED[asks].autocomplete}
            autocapitalize="none"
            spellcheck={false}
            aria-describedby={describedBy(id, example, failed)}
            aria-invalid={failed === null ? undefined : "true"}
          />
          {example === null ? null : (
            <p class="hint" id={`${id}-example`}>
              On this computer: <code>{example}</code>
            </p>
          )}
          {failed === null ? null : (
            <p class="field-error" id={`${id}-error`} role="alert">
              {failed.message}
            </p>
          )}
        </div>
      )}
      <button class="button" type="submit">
        Connect {platform.name}
      </button>
    </form>
  );
}

function describedBy(
  id: string,
  example: string | null,
  failed: ConnectFormProps["failed"],
): string | undefined {
  const ids = [example === null ? "" : `${id}-example`, failed === null ? "" : `${id}-error`].filter(Boolean);
  return ids.length === 0 ? undefined : ids.join(" ");
}
