import { messages } from '@/lib/messages';

export const t = messages('accounts', {
  signIn: 'Sign in',
  join: 'Join',
  joinLead: 'You were invited into a workspace.',
  username: 'Name to sign in with',
  passwordHint: 'At least twelve characters; several words are best.',
  lead: 'The open control loop for paid media',
  name: 'Name or e-mail address',
  password: 'Password',
  code: 'Code of your second factor',
  codeHint: 'Six digits from your app, or a recovery code.',
  needsCode: 'This account asks for a second factor.',
  provider: 'Sign in with your organisation',
  forgotten:
    'No account yet? Ask an administrator for an invitation. On a new installation, the terminal of “adhelm up” shows a link for the first.',
});
