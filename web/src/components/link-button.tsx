/** A way to another page that looks like a button. */
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { Button } from '@/ui/buttons';

function Anchor(props: ComponentProps<typeof Button<'a'>>) {
  return <Button component="a" {...props} />;
}

export const LinkButton = createLink(Anchor);
