import type { FieldError } from "../../errors.ts";
import { ErrorSummary } from "../components/field.tsx";
import { ResendForm } from "../components/resend-form.tsx";
import { Layout } from "../layout.tsx";

interface ResendProps {
  readonly email: string;
  readonly message: string | null;
  readonly errors: readonly FieldError[];
}

/** The form for a second confirmation mail, where something needs mending or waiting. */
export function ResendPage({ email, message, errors }: ResendProps) {
  return (
    <Layout title="Send a new link" viewer={null}>
      <div class="slip">
        <h1>Send a new link</h1>
        <p class="lead">It proves that the address you signed up with is yours.</p>
        <ErrorSummary message={message} errors={errors} />
        <ResendForm email={email} errors={errors} />
      </div>
    </Layout>
  );
}
