import type { Child } from "hono/jsx";

import { Icon } from "./icon.tsx";

/** One sentence about what just happened. Failures are announced at once, the others in their turn. */
export function Notice({ tone, children }: { tone: "good" | "attention" | "bad"; children?: Child }) {
  const icon = tone === "good" ? "tick" : tone === "bad" ? "cross" : "hand";
  return (
    <div class={`notice tone-${tone}`} role={tone === "bad" ? "alert" : "status"}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
