/** A month of a budget, day by day: spent or expected, beside an even day, and days unlike others. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Answered } from '@/components/states/answered';
import { EmptyNew, Loading } from '@/components/states/states';
import { locale } from '@/lib/locale';
import { money } from '@/lib/numbers';
import { Select } from '@/ui/inputs';
import { Text } from '@/ui/text';
import { calendarQuery } from './api/list-calendar';
import { type Pace, pacingQuery } from './api/list-pacing';
import { paceQuery } from './api/show-pacing';
import classes from './budgets.module.css';
import { currentMonth, evenDay, lands, movedMonth, silence, weeks } from './logic/pace';
import { DayCell } from './parts/day-cell';
import { Frame } from './parts/frame';
import { Month } from './parts/month';
import { useReach } from './parts/pace-row';
import { t } from './words';

const route = getRouteApi('/shell/budgets/calendar');
const WEEKDAY = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
const MONDAY = Date.UTC(2026, 10, 2);

export function Calendar() {
  const { month = currentMonth(new Date()), budget = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const reached = useReach();
  const query = useQuery(pacingQuery(month));
  const rows = query.data?.rows ?? [];
  const chosen =
    rows.find((one) => one.budget_id === budget) ??
    rows.find((one) => one.reach === 'workspace') ??
    rows[0];

  return (
    <Frame>
      <div className={classes.bar}>
        <Month
          month={month}
          onChange={(to) =>
            void navigate({
              search: (before) => ({ ...before, month: to, budget: undefined }),
              replace: true,
            })
          }
        />
        {chosen ? (
          <Select
            size="xs"
            w={240}
            aria-label={t('calendarOf')}
            value={chosen.budget_id}
            data={rows.map((one) => ({ value: one.budget_id, label: reached(one) }))}
            allowDeselect={false}
            onChange={(id) =>
              void navigate({
                search: (before) => ({ ...before, budget: id ?? undefined }),
                replace: true,
              })
            }
          />
        ) : null}
        {chosen ? <Text fw={600}>{lands(chosen) || silence(chosen)}</Text> : null}
        <span className={classes.spring} />
        {chosen ? (
          <Text size="xs" c="dimmed">
            {t('perDay', { amount: money(evenDay(chosen), chosen.currency) })}
          </Text>
        ) : null}
      </div>
      <Answered
        query={query}
        loading={<Loading lines={6} height={64} />}
        empty={(told) =>
          !told.rows.length && <EmptyNew title={t('noneTitle')}>{t('noneBody')}</EmptyNew>
        }
      >
        {() => (chosen ? <Grid pace={chosen} month={month} /> : null)}
      </Answered>
    </Frame>
  );
}

function Grid({ pace, month }: { pace: Pace; month: string }) {
  const query = useQuery(paceQuery(pace.budget_id));
  const last = new Date(new Date(`${movedMonth(month, 1)}-01T00:00:00Z`).getTime() - 86_400_000);
  const { data: special = [] } = useQuery(
    calendarQuery(`${month}-01`, last.toISOString().slice(0, 10)),
  );
  return (
    <Answered query={query} loading={<Loading lines={6} height={64} />}>
      {({ days }) => (
        <table className={classes.calendar}>
          <thead>
            <tr>
              {Array.from({ length: 7 }, (_, at) => MONDAY + at * 86_400_000).map((at) => (
                <th key={at} scope="col">
                  {WEEKDAY.format(at)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks(month).map((week) => (
              <tr key={week.find(Boolean)}>
                {week.map((date, at) =>
                  date === null ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a place in the week
                    <td key={at} className={classes.outside} />
                  ) : (
                    <DayCell
                      key={date}
                      date={date}
                      pace={pace}
                      day={days.find((one) => one.date === date)}
                      special={special.filter(
                        (one) => one.first_day <= date && date <= one.last_day,
                      )}
                    />
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Answered>
  );
}
