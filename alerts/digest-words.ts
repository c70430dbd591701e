/** Knows the sentences of the weekly message in one language, so that its HTML and its text say the same. */
import type { Digest } from '../indicators/digest.ts'
import { LIGHTS, type Light } from '../indicators/light.ts'
import { OUTCOMES } from '../indicators/submission.ts'
import type { Language } from '../indicators/text.ts'
import { composeOverview, monthDay, sayIn, subjectOf, weekText, type Say } from './digest-overview-words.ts'
import { composeSections, type SectionWords } from './digest-section-words.ts'
import { composeSummary, type SummaryWords } from './digest-summary-words.ts'
import { composeMissingWords, composeSilencedWords, type ListWords } from './digest-list-words.ts'
import type { NamedReason } from './named-reason.ts'

export interface DigestWords {
  readonly language: Language
  readonly subject: string
  readonly title: string
  readonly week: string
  readonly addressee: string
  readonly overview: readonly string[]
  /** 合成数据, when any figure was made up. */
  readonly synthetic: string | null
  readonly lights: readonly {
    readonly light: Light
    readonly label: string
    readonly word: string
    readonly count: number
  }[]
  /** The page of a leader; empty for those who do the work. */
  readonly summary: readonly SummaryWords[]
  readonly sections: readonly SectionWords[]
  /** 静默中、未报: what is not told as a warning, and is not forgotten. */
  readonly lists: readonly ListWords[]
  readonly grey: { readonly title: string; readonly rows: readonly NamedReason[] } | null
  /** What came in; null for a leader. */
  readonly submissions: { readonly title: string; readonly rows: readonly NamedReason[] } | null
  readonly notes: readonly string[]
}

const ORDER = ['green', 'blue', 'yellow', 'red', 'grey'] as const satisfies readonly Light[]

const lightsOf = (digest: Digest, language: Language): DigestWords['lights'] =>
  ORDER.map((light) => ({
    light,
    label: `${LIGHTS[light].symbol} ${LIGHTS[light].colour[language]}`,
    word: LIGHTS[light].word[language],
    count: digest.lights[light],
  }))

/** One row for each reason, with the names of all that share it. */
const byReason = (grey: Digest['grey'], language: Language): NamedReason[] =>
  [...new Set(grey.map((g) => g.reason[language]))].map((reason) => ({
    name: grey
      .filter((g) => g.reason[language] === reason)
      .map((g) => g.name)
      .join(language === 'zh' ? '、' : ', '),
    reason,
  }))

const greyOf = ({ grey }: Digest, language: Language): DigestWords['grey'] =>
  grey.length === 0
    ? null
    : {
        title: sayIn(language)(
          `灰灯指标及原因（${grey.length}项）`,
          `Grey indicators and why (${grey.length})`,
        ),
        rows: byReason(grey, language),
      }

const submissionsOf = (
  { submissions }: Digest,
  language: Language,
): NonNullable<DigestWords['submissions']> => {
  const { received, open } = submissions
  const say = sayIn(language)
  return {
    title: say(
      `本周报送：收到${received}份，待处理${open.length}份`,
      `Submissions this week: ${received} received, ${open.length} to be dealt with`,
    ),
    rows: open.map(({ file, unit, outcome, reason }) => ({
      name: [unit, file].filter((part) => part !== null).join(' '),
      reason: [OUTCOMES[outcome][language], ...(reason ? [reason[language]] : [])].join(say('：', ': ')),
    })),
  }
}

const notesOf = ({ plan: { thresholds }, contact }: Digest, say: Say): string[] => [
  say(
    '增量完成度 P＝（实际值－基期值）÷（路径值－基期值）×100；水平达成度 L＝实际值÷路径值×100（下降类指标取倒数）。',
    'P = (actual − baseline) ÷ (path − baseline) × 100; L = actual ÷ path × 100 (inverted where the indicator should fall).',
  ),
  say(
    `灯号按 P 判定（P 无定义时按 L）：不落后为绿，落后不足${thresholds.yellow}个百分点为蓝，${thresholds.yellow}—${thresholds.red}为黄，超过${thresholds.red}为红；数据不足或口径变动待核为灰。`,
    `The light follows P (L where P is undefined): not behind green, less than ${thresholds.yellow} points behind blue, ${thresholds.yellow}–${thresholds.red} yellow, more than ${thresholds.red} red; grey without sufficient data or with the scope under review.`,
  ),
  say(
    '路径值注“推算”的，由基期值和计划目标值推算，计划文本未单独列出。',
    'A path value marked “derived” follows from the baseline and the printed targets; the plan does not print it.',
  ),
  [
    say('本邮件由监测系统自动发出，请勿直接回复。', 'Sent by the monitoring system; please do not reply.'),
    ...(contact === undefined ? [] : [say(`联系人：${contact}`, ` Whom to ask: ${contact}`)]),
  ].join(''),
]

/** What P means, and that nobody reads an answer to this. */
const leaderNotes = (digest: Digest, say: Say): string[] => [
  say(
    'P 为增量完成度：（实际值－基期值）÷（路径值－基期值）×100。',
    'P: share of the planned increment achieved, (actual − baseline) ÷ (path − baseline) × 100.',
  ),
  ...notesOf(digest, say).slice(-1),
]

/** Leaders have one page; a week without news is short for everybody. */
const bodyOf = (
  digest: Digest,
  language: Language,
): Pick<DigestWords, 'summary' | 'sections' | 'lists' | 'grey' | 'submissions' | 'notes'> => {
  const say = sayIn(language)
  const submissions = submissionsOf(digest, language)
  const notes = notesOf(digest, say)
  if (digest.recipient.step > 0) {
    const summary = composeSummary(digest, language)
    return {
      summary,
      sections: [],
      lists: [],
      grey: null,
      submissions: null,
      notes: leaderNotes(digest, say),
    }
  }
  const lists = [...composeMissingWords(digest, language), ...composeSilencedWords(digest, language)]
  const told = { summary: [], sections: composeSections(digest, language), lists, submissions }
  return digest.occasion === 'quiet'
    ? { ...told, grey: null, notes: notes.slice(-1) }
    : { ...told, grey: greyOf(digest, language), notes }
}

/** Composes every sentence of a digest in a language. */
export const composeDigestWords = (digest: Digest, language: Language): DigestWords => {
  const say = sayIn(language)
  const { week, plan, recipient } = digest
  return {
    language,
    subject: subjectOf(digest, say),
    title: say(`${plan.name}预警周报`, `Warning digest: ${plan.name}`),
    week: say(
      `${weekText(week).zh}（${monthDay(week.from)}—${monthDay(week.to)}）`,
      `${week.label} (${week.from} – ${week.to})`,
    ),
    addressee: say(`${recipient.name}：`, `To: ${recipient.name}`),
    overview: composeOverview(digest, say),
    synthetic: digest.synthetic
      ? say(
          '本期含合成数据，仅供演练，不得引用。',
          'Contains synthetic data, for rehearsal only; not to be cited.',
        )
      : null,
    lights: lightsOf(digest, language),
    ...bodyOf(digest, language),
  }
}
