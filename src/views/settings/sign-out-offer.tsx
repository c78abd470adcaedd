/** Offered after a change of what opens the account: whoever got in before need not stay in (OWASP ASVS 5.0, 7.4.3). */
export function SignOutOffer() {
  return (
    <form method="post" action="/settings/sessions/end-others" class="row-actions">
      <p>Other browsers stay signed in, unless you end that.</p>
      <button class="button" type="submit">
        Sign out everywhere else
      </button>
    </form>
  );
}
