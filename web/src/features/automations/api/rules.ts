/** Rules over the API: kept ones, and what a draft would do. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, once, type Schemas, versioned } from '@/api/client';
import { queryKeys } from '@/lib/query-keys';

export const keys = queryKeys('rules');
export type Rule = Schemas['adhelm__decide__rules__routes__bodies__RuleOut'];
export type Mode = Schemas['Mode'];
export type Look = Schemas['LookOut'];
export type Replay = Schemas['ReplayOut'];
export type Checked = Schemas['adhelm__decide__rules__routes__bodies__CheckOut'];
/** A rule's text: as YAML, or as the document that the form makes. */
export type Text = { yaml: string } | { document: Record<string, unknown> };

function body(text: Text) {
  return {
    yaml: 'yaml' in text ? text.yaml : null,
    document: 'document' in text ? text.document : null,
  };
}

export function rulesQuery() {
  return queryOptions({
    queryKey: keys.of('list'),
    queryFn: async () =>
      (await answered(api.GET('/api/v1/rules', { params: { query: { limit: 1000 } } }))).rows,
  });
}

export function ruleQuery(id: string) {
  return queryOptions({
    queryKey: keys.of('one', id),
    queryFn: () =>
      versioned(api.GET('/api/v1/rules/{rule_id}', { params: { path: { rule_id: id } } })),
    enabled: id !== '',
  });
}

/** Every problem of a text, or its sentence and what speaks against it. */
export function checkQuery(text: Text, ruleId: string) {
  return queryOptions({
    queryKey: keys.of('check', { text, ruleId }),
    queryFn: () =>
      answered(
        api.POST('/api/v1/rules/validate', {
          body: { ...body(text), rule_id: ruleId, simulate: false },
        }),
      ),
    staleTime: 60_000,
  });
}

/** What a text matches this moment. */
export function matchesQuery(text: Text) {
  return queryOptions({
    queryKey: keys.of('matches', text),
    queryFn: () =>
      answered(
        api.POST('/api/v1/rules/dry-run', {
          params: { query: { limit: 50 } },
          body: body(text),
        }),
      ),
    staleTime: 60_000,
  });
}

/** What a text would have done in the last 90 days, as each day was known then. */
export function replay(text: Text, hindsight: boolean): Promise<Replay> {
  return answered(
    api.POST('/api/v1/rules/replay', { body: { ...body(text), days: 90, hindsight } }),
  );
}

export function addRule(text: Text) {
  return answered(api.POST('/api/v1/rules', { headers: once(), body: { ...body(text), why: '' } }));
}

export function changeRule(id: string, text: Text, etag: string) {
  return answered(
    api.PUT('/api/v1/rules/{rule_id}', {
      params: { path: { rule_id: id }, header: { 'if-match': etag } },
      headers: once(),
      body: { ...body(text), why: '' },
    }),
  );
}

export function setMode(id: string, changed: { mode?: Mode; paused?: boolean }, etag: string) {
  return answered(
    api.PATCH('/api/v1/rules/{rule_id}', {
      params: { path: { rule_id: id }, header: { 'if-match': etag } },
      headers: once(),
      body: { ...changed, why: '' },
    }),
  );
}

export function removeRule(id: string, etag: string) {
  return answered(
    api.DELETE('/api/v1/rules/{rule_id}', {
      params: { path: { rule_id: id }, header: { 'if-match': etag } },
    }),
  );
}
