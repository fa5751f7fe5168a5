import { answered, api, once } from '@/api/client';
import { problemOf } from '@/api/problem';
import { workspace } from '@/lib/workspace';

const DEMO = 'demo';

/** Make the demo's own workspace, load its data there, and return where they are being loaded. */
export async function loadDemo(name: string): Promise<{ workspace: string; job: string }> {
  await answered(
    api.POST('/api/v1/workspaces', { headers: once(), body: { id: DEMO, name } }),
  ).catch((error: unknown) => {
    if (problemOf(error).status !== 409) throw error;
  });
  const before = workspace.current;
  workspace.current = DEMO;
  try {
    const { job_id: job } = await answered(api.POST('/api/v1/demo', { headers: once() }));
    return { workspace: DEMO, job };
  } catch (error) {
    // It was loaded before: there is nothing to wait for.
    if (problemOf(error).code === 'demo.has_data') return { workspace: DEMO, job: '' };
    throw error;
  } finally {
    workspace.current = before;
  }
}
