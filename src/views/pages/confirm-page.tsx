import type { Child } from "hono/jsx";

import { Layout, type Section, type Viewer } from "../layout.tsx";

interface ConfirmProps {
  readonly viewer: Viewer;
  readonly section: Section;
  readonly title: string;
  /** Where the form posts to; the address of the page stays when somebody turns back. */
  readonly action: string;
  readonly confirm: string;
  readonly cancelHref: string;
  readonly cancel: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly children?: Child;
}

/** Asks once before something that cannot be taken back: the consequences, then the button. */
export function ConfirmPage(props: ConfirmProps) {
  return (
    <Layout title={props.title} viewer={props.viewer} section={props.section}>
      <div class="slip">
        <h1>{props.title}</h1>
        {props.children}
        <form method="post" action={props.action} class="actions">
          {Object.entries(props.fields ?? {}).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <button class="button button-danger" type="submit">
            {props.confirm}
          </button>
          <a class="button" href={props.cancelHref}>
            {props.cancel}
          </a>
        </form>
      </div>
    </Layout>
  );
}
