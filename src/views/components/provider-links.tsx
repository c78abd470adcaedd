interface ProviderLinksProps {
  /** Only those that are on. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Left out: to sign in. */
  readonly purpose?: "reauthenticate";
  /** Where to go afterwards; a path of ours, null for the usual place. */
  readonly next?: string | null;
}

/** Ways in through other people's accounts: plain links, since the way there is a page of somebody else. */
export function ProviderLinks({ providers, purpose, next = null }: ProviderLinksProps) {
  if (providers.length === 0) return null;
  const wanted = { ...(purpose === undefined ? {} : { purpose }), ...(next === null ? {} : { next }) };
  const query = Object.keys(wanted).length === 0 ? "" : `?${new URLSearchParams(wanted).toString()}`;
  return (
    <ul class="providers" aria-label="Other ways in">
      {providers.map(({ id, name }) => (
        <li>
          <a class="button" href={`/auth/${id}${query}`}>
            Continue with {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
