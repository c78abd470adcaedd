import type { FieldError } from "../../errors.ts";
import { MAX_LOOK_NAME_CHARS } from "../../limits.ts";
import type { LookResource } from "../../services/looks/look-resource.ts";
import { errorOf, Field } from "../components/field.tsx";
import { LookPair } from "../components/look-pair.tsx";
import { Layout, type Viewer } from "../layout.tsx";

interface RenameProps {
  readonly viewer: Viewer;
  readonly look: LookResource;
  readonly typed?: string;
  readonly errors?: readonly FieldError[];
}

/** A new name for a saved look. */
export function RenameLookPage({ viewer, look, typed, errors = [] }: RenameProps) {
  return (
    <Layout title="Rename this look" viewer={viewer} section="looks">
      <div class="slip">
        <p class="crumb">
          <a href="/looks">Looks</a>
        </p>
        <h1>Rename this look</h1>
        <LookPair look={look} />
        <form method="post" action={`/looks/${look.id}/rename`} class="form">
          <Field
            name="name"
            label="Name"
            value={typed ?? look.name}
            required
            maxlength={MAX_LOOK_NAME_CHARS}
            autocomplete="off"
            error={errorOf(errors, "name")}
            alone
          />
          <button class="button button-primary" type="submit">
            Rename it
          </button>
        </form>
      </div>
    </Layout>
  );
}
