import type { Viewer } from "../layout.tsx";
import { PasswordForm, type PasswordFormProps } from "../settings/password-section.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

/** The form of the section by itself: where it comes back to when something needs mending. */
export function SettingsPasswordPage({ viewer, ...form }: PasswordFormProps & { readonly viewer: Viewer }) {
  return (
    <SettingsLayout viewer={viewer} part="sign-in" title="Choose a new password">
      <PasswordForm {...form} alone />
    </SettingsLayout>
  );
}
