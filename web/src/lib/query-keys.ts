/** Names of answers that are kept: the workspace leads, then the slice, so each can be dropped. */
import { workspace } from './workspace';

export function queryKeys<const Slice extends string>(slice: Slice) {
  return {
    /** All of the slice. */
    all: () => [workspace.current, slice] as const,
    /** One question to it. */
    of: (name: string, asked: unknown = null) => [workspace.current, slice, name, asked] as const,
  };
}
