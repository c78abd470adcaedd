import { Badge } from "./state-badge.tsx";

/** The state of a picture whose files are being made; the island replaces it when they are there. */
export function Pending({ id }: { id: string }) {
  return (
    <picture-pending data-id={id} role="status">
      <Badge icon="crop" word="Being cut" tone="busy" />
    </picture-pending>
  );
}
