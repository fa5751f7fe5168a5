/** Sends a file and follows what becomes of it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useRef } from 'react';
import { hasEnded, jobQuery } from './api/job';
import { keys } from './api/keys';
import { importsQuery } from './api/list-imports';
import { type Answers, sendFile } from './api/send-file';
import { after, begun } from './upload';

export function useUpload(file: File) {
  const [upload, tell] = useReducer(after, Date.now(), begun);
  const client = useQueryClient();
  const sending = useRef<AbortController>(null);
  const job = upload.step === 'reading' ? upload.job : '';
  const { data: told, error } = useQuery(jobQuery(job));
  const ended = hasEnded(told);

  function send(answers: Answers) {
    sending.current?.abort();
    const control = new AbortController();
    sending.current = control;
    tell({ kind: 'begun', at: Date.now() });
    const onSent = (bytes: number) => tell({ kind: 'sent', bytes });
    sendFile(file, answers, { onSent, signal: control.signal }).then(
      (asked) => tell({ kind: 'received', job: asked.job_id }),
      (refused: unknown) => tell({ kind: 'broken', error: refused }),
    );
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: a file is sent once, when it comes
  useEffect(() => {
    send({});
    return () => sending.current?.abort();
  }, [file]);

  useEffect(() => {
    if (error) tell({ kind: 'broken', error });
  }, [error]);

  useEffect(() => {
    if (!job || !ended) return;
    client
      .fetchQuery({ ...importsQuery(job), staleTime: 0 })
      .then(
        (found) => tell({ kind: 'read', found }),
        (refused: unknown) => tell({ kind: 'broken', error: refused }),
      )
      .finally(() => {
        void client.invalidateQueries({ queryKey: keys.of('imports', '') });
        void client.invalidateQueries({ queryKey: keys.of('newest') });
      });
  }, [job, ended, client]);

  return { upload, send, job: told };
}
