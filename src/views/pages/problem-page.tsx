import { Layout } from "../layout.tsx";
import type { ProblemWords } from "../problem-words.ts";

interface ProblemPageProps {
  readonly code: string;
  readonly words: ProblemWords;
}

/** The page behind `type` of an API problem: what the code means and what helps. */
export function ProblemPage({ code, words }: ProblemPageProps) {
  return (
    <Layout title={`Problem ${code}`} viewer={null}>
      <div class="slip">
        <p class="kicker">API problem</p>
        <h1>
          <code>{code}</code>
        </h1>
        <p class="lead">{words.meaning}</p>
        <p>{words.next}</p>
        <p class="quiet small">
          Every answer has a request id, also in the header <code>X-Request-Id</code>. Name it when you write
          to us.
        </p>
      </div>
    </Layout>
  );
}
