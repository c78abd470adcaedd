import type { MeResource } from "../../services/accounts/me-resource.ts";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import { AddressSection } from "../settings/address-section.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface SettingsAccountProps {
  readonly viewer: Viewer;
  readonly me: MeResource;
  readonly now: number;
  readonly notice: string | null;
  /** True when the person has just shown who they are: forms that ask for it can be there at once. */
  readonly recentProof: boolean;
}

/** Who somebody is here. */
export function SettingsAccountPage({ viewer, me, now, notice, recentProof }: SettingsAccountProps) {
  return (
    <SettingsLayout viewer={viewer} part="account" title="You" notice={notice}>
      <dl class="facts">
        <div>
          <dt>With us</dt>
          <dd>
            since <Time at={me.created_at} now={now} />
          </dd>
        </div>
      </dl>
      <AddressSection current={me.email} recentProof={recentProof} />
    </SettingsLayout>
  );
}
