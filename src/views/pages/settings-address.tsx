import type { Viewer } from "../layout.tsx";
import { AddressForm, type AddressFormProps } from "../settings/address-section.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface SettingsAddressProps extends AddressFormProps {
  readonly viewer: Viewer;
  /** The address the account has. */
  readonly current: string;
}

/** The form of the section by itself: where it comes back to when something needs mending. */
export function SettingsAddressPage({ viewer, current, ...form }: SettingsAddressProps) {
  return (
    <SettingsLayout viewer={viewer} part="account" title="Change your address">
      <p>
        You sign in as <strong dir="auto">{current}</strong>, and our mail goes there.
      </p>
      <AddressForm {...form} alone />
    </SettingsLayout>
  );
}
