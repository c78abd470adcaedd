import type { Viewer } from "../layout.tsx";
import { AddressForm, type AddressFormProps } from "../settings/address-section.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

/** The form of the section by itself: where it comes back to when something needs mending. */
export function SettingsAddressPage({ viewer, ...form }: AddressFormProps & { readonly viewer: Viewer }) {
  return (
    <SettingsLayout viewer={viewer} part="account" title="Change your address">
      <AddressForm {...form} />
    </SettingsLayout>
  );
}
