/** The first screen of an empty installation: three ways in, and what comes after. */
import { IconFileSpreadsheet, IconPlugConnected, IconSparkles } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { LinkButton } from '@/components/link-button';
import { Page } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { Text, Title } from '@/ui/text';
import { importsQuery } from './api/list-imports';
import { loadDemo } from './api/load-demo';
import { newestDataQuery } from './api/progress';
import { Checklist } from './checklist';
import classes from './ingest.module.css';
import { JobProgress } from './job-progress';
import { worthSeeing } from './upload';
import { t } from './words';

const route = getRouteApi('/shell/start');
const ALL = 'all';

export function Start() {
  const { job } = route.useSearch();
  const query = useQuery(newestDataQuery());
  if (job) return <DemoComing job={job} />;
  // Who is greeted as new, and who as one who goes on, is not guessed.
  if (query.data === undefined) {
    return (
      <Page title={t('start')}>
        <Answered query={query}>{() => null}</Answered>
      </Page>
    );
  }
  return <Ways isNew={query.data === null} />;
}

function Ways({ isNew }: { isNew: boolean }) {
  return (
    <Page
      title={isNew ? t('startTitle') : t('goOnTitle')}
      lead={isNew ? t('startLead') : t('goOnLead')}
    >
      {isNew ? null : <Checklist />}
      <div className={classes.ways}>
        <Demo />
        <Way
          icon={<IconFileSpreadsheet size={22} />}
          title={t('fileTitle')}
          body={t('fileBody')}
          time={t('fileTime')}
        >
          <LinkButton to="/start/file" size="sm" variant="default">
            {t('fileDo')}
          </LinkButton>
        </Way>
        <Way
          icon={<IconPlugConnected size={22} />}
          title={t('connectTitle')}
          body={t('connectBody')}
          time={t('connectTime')}
        >
          <LinkButton to="/start/connect" size="sm" variant="default">
            {t('connectDo')}
          </LinkButton>
        </Way>
      </div>
      {isNew ? <Checklist /> : null}
    </Page>
  );
}

function Demo() {
  const mayAdminister = useMay('admin');
  const open = useMutation({
    mutationFn: () => loadDemo(t('demoName')),
    onSuccess: ({ workspace, job }) => {
      // A whole load: nothing that is kept of one workspace is shown in another.
      const address = job
        ? `/start?w=${workspace}&job=${encodeURIComponent(job)}`
        : `/start?w=${workspace}&job=none`;
      globalThis.location.assign(address);
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  return (
    <Way
      icon={<IconSparkles size={22} />}
      title={t('demoTitle')}
      body={t('demoBody')}
      time={mayAdminister ? t('demoTime') : t('adminOnly')}
    >
      <Button
        size="sm"
        loading={open.isPending}
        disabled={!mayAdminister}
        onClick={() => open.mutate()}
      >
        {t('demoDo')}
      </Button>
    </Way>
  );
}

type WayProps = {
  icon: ReactNode;
  title: string;
  body: string;
  time: string;
  children: ReactNode;
};

function Way({ icon, title, body, time, children }: WayProps) {
  return (
    <section className={classes.way} aria-label={title}>
      <span className={classes.wayIcon} aria-hidden>
        {icon}
      </span>
      <Title order={2}>{title}</Title>
      <Text size="sm" c="dimmed">
        {body}
      </Text>
      <div className={classes.foot}>
        {children}
        <Text size="xs" c="dimmed">
          {time}
        </Text>
      </div>
    </section>
  );
}

function DemoComing({ job }: { job: string }) {
  const navigate = route.useNavigate();
  const { refetch } = useQuery({ ...importsQuery(), enabled: false });
  const isThere = job === 'none';

  async function go() {
    const { data = [] } = await refetch();
    const range = worthSeeing(data, new Date().toISOString().slice(0, 10)) ?? ALL;
    await navigate({ to: '/', search: (was) => ({ ...was, range, job: undefined }) });
  }

  useQuery({
    queryKey: ['demo is there', job],
    queryFn: async () => {
      await go();
      return true;
    },
    enabled: isThere,
  });
  return (
    <Page title={t('demoTitle')} lead={t('demoBody')}>
      <div className={classes.card}>
        {isThere ? null : (
          <JobProgress id={job} title={t('demoLoading')} onDone={() => void go()} />
        )}
      </div>
    </Page>
  );
}
