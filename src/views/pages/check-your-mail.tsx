import { Hop } from "../components/hop.tsx";
import { ResendForm } from "../components/resend-form.tsx";
import { Layout } from "../layout.tsx";

/** What the mail is for: a first sign-up, its second mail, or a new password. */
export type MailAbout = "sign_up" | "again" | "reset";

/** The same for addresses we know and for those we do not. */
export function CheckYourMailPage({ about }: { about: MailAbout }) {
  return (
    <Layout title="Check your mail" viewer={null}>
      <div class="slip">
        <Hop once />
        <h1>Check your mail</h1>
        {about === "reset" ? <AboutReset /> : <AboutAddress again={about === "again"} />}
      </div>
    </Layout>
  );
}

function AboutAddress({ again }: { again: boolean }) {
  return (
    <>
      {again ? (
        <p>
          If this address waits to be confirmed, a new link is on its way. Only the newest works, once, for 60
          minutes.
        </p>
      ) : (
        <p>We sent you a link. It works once, for 60 minutes. Your turn: open it on this device.</p>
      )}
      <p>Nothing there after a few minutes? Look in the spam folder, or have the link sent again.</p>
      <ResendForm />
    </>
  );
}

function AboutReset() {
  return (
    <>
      <p>
        If there is an account with this address, a link to choose a new password is on its way. Only the
        newest works, once, for 60 minutes.
      </p>
      <p>
        Nothing there after a few minutes? Look in the spam folder, then{" "}
        <a href="/forgot-password">ask again</a>, perhaps with another address of yours.
      </p>
    </>
  );
}
