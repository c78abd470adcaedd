import type { MeResource } from "../../services/accounts/me-resource.ts";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import { AddressSection } from "../settings/address-section.tsx";
import { HandleSection } from "../settings/handle-section.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface SettingsAccountProps {
  readonly viewer: Viewer;
  readonly me: MeResource;
  readonly handle: Parameters<typeof HandleSection>[0];
  readonly now: number;
  readonly notice: string | null;
  /** True when the person has just shown who they are: forms that ask for it can be there at once. */
  readonly recentProof: boolean;
}

/** Who somebody is here. */
export function SettingsAccountPage(props: SettingsAccountProps) {
  const { viewer, me, handle, now, notice, recentProof } = props;
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
      <HandleSection {...handle} />
    </SettingsLayout>
  );
}
