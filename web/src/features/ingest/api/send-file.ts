import { once, type Schemas } from '@/api/client';
import { Problem, type Told } from '@/api/problem';
import { workspace } from '@/lib/workspace';

export type Answers = Record<string, string>;
type Told202 = Schemas['ImportAsked'];
type Options = { onSent: (bytes: number) => void; signal: AbortSignal };

/**
 * Send a file, as it is, with what was said about it. `fetch` cannot tell how much is sent.
 *
 * @throws Problem if the server refuses, or cannot be reached.
 */
export function sendFile(file: File, answers: Answers, { onSent, signal }: Options) {
  return new Promise<Told202>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/imports?${new URLSearchParams({ ...answers, file: file.name })}`);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('Adhelm-Workspace', workspace.current);
    for (const [name, value] of Object.entries(once())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      if (request.status === 202) resolve(request.response as Told202);
      else reject(refused(request));
    };
    request.onerror = () => reject(new Problem({ status: 0, code: 'page.unreached' }));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function refused({ status, response, statusText }: XMLHttpRequest): Problem {
  const told = (response ?? {}) as Partial<Told>;
  return new Problem({ code: `http.${status}`, title: statusText, ...told, status });
}
