/** One rule, new or kept: the sentence on top, the form or its YAML, and what it would do. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Answered } from '@/components/states/answered';
import { ruleQuery } from '../api/rules';
import { t } from '../words';
import { documentOf, draftOf, emptyDraft } from './draft';
import { Editor } from './editor';

const route = getRouteApi('/shell/automations/rules/$rule');

export function RulePage() {
  const { rule: id } = route.useParams();
  const query = useQuery(ruleQuery(id === 'new' ? '' : id));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (id === 'new') {
    const draft = emptyDraft(zone, t('newRule'), t('newText'));
    return <Editor draft={draft} document={documentOf(draft)} yaml="" kept={null} />;
  }
  return (
    <Answered query={query}>
      {({ data, etag }) => (
        <Editor
          key={`${data.id} ${data.text_version}`}
          draft={draftOf(data.document, zone)}
          document={data.document}
          yaml={data.yaml}
          kept={{ rule: data, etag }}
        />
      )}
    </Answered>
  );
}
