import type { MeResource } from "../../services/accounts/me-resource.ts";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import { HandleSection } from "../settings/handle-section.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface SettingsAccountProps {
  readonly viewer: Viewer;
  readonly me: MeResource;
  readonly handle: Parameters<typeof HandleSection>[0];
  readonly now: number;
  readonly notice: string | null;
}

/** Who somebody is here. */
export function SettingsAccountPage({ viewer, me, handle, now, notice }: SettingsAccountProps) {
  return (
    <SettingsLayout viewer={viewer} part="account" title="You" notice={notice}>
      <dl class="facts">
        <div>
          <dt>E-mail address</dt>
          <dd>{me.email}</dd>
        </div>
        <div>
          <dt>With us</dt>
          <dd>
            since <Time at={me.created_at} now={now} />
          </dd>
        </div>
      </dl>
      <HandleSection {...handle} />
    </SettingsLayout>
  );
}
