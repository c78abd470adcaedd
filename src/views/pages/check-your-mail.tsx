import { Hop } from "../components/hop.tsx";
import { Layout } from "../layout.tsx";

export function CheckYourMailPage() {
  return (
    <Layout title="Check your mail" viewer={null}>
      <div class="slip">
        <Hop once />
        <h1>Check your mail</h1>
        <p>We sent you a link. It works once, for 60 minutes. Your turn: open it on this device.</p>
        <p>
          Nothing there after a few minutes? Look in the spam folder, or <a href="/sign-in">sign in</a> with
          the password you chose: that sends a fresh link.
        </p>
      </div>
    </Layout>
  );
}
