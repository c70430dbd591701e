/** Knows whether an explanation of a finding explains anything (核实性: 不能只填写“核实无误”). */
import { text, type Text } from '../text.ts'

/** Why an explanation is not accepted; `at` is the place in it (from 1, as people count) and `found` what stands there. */
export type ExplanationVerdict =
  | { readonly accepted: true }
  | {
      readonly accepted: false
      readonly fault: 'empty' | 'filler' | 'too-short' | 'copy'
      readonly at: number
      readonly found: string
      readonly expected: Text
    }

/** Words that say that something is so, not why; longest first, for they are struck out one after another. */
const FILLERS = [
  '经(?:我|本)?(?:单位|企业|部门|局)?(?:再次|认真|反复)?(?:与(?:企业|单位)(?:电话)?)?(?:核实|核对|核查|复核|审核|确认|查实|查证)(?:后|过|确认)?',
  '已(?:与(?:企业|单位))?(?:电话)?(?:核实|核对|核查|复核|审核|确认|查实)(?:过)?',
  '(?:再次)?(?:核实|核对|核查|复核|审核|确认|查实)(?:后|过)?',
  '情况(?:属实|正常|真实|无误)',
  '(?:数据|数字|数值|上报|填报|报表|该项|此项|本项|以上|上述|指标|企业|单位|本月|本期|实际)+',
  '(?:均|都|确|确实|全部|完全|基本)',
  '(?:属实|无误|没有?错误?|无错误?|没有?问题|无问题|正确|准确|真实|正常|如实|一致|无异常|没有异常)',
  '(?:同上|同前|同上期|同上月|见上|如上|略|无|没有|暂无|不详|不清楚|不知道|未知|原因不明|其他|其它)',
  '(?:正常(?:波动|变动|变化|增减|增长|下降)|(?:市场|实际|正常)(?:情况|原因|因素))',
  '(?:是|为|的|了|系|属|请|予|以|通过|给予|谢谢|特此|说明|ok|OK|yes|no|test|测试)',
]
const FILLER = new RegExp(FILLERS.join('|'), 'gi')

/** What is neither letter, digit nor Chinese character says nothing. */
const plain = (written: string): string =>
  written
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Characters that must be left when the fillers are struck out. */
const LEAST = 5
/** The share of pairs of neighbouring characters that two texts have in common from which one is a copy. */
const COPY = 0.85

const pairsOf = (written: string): readonly string[] =>
  Array.from({ length: Math.max(written.length - 1, 0) }, (_, i) => written.slice(i, i + 2))

/**
 * How alike two texts are: Dice's share of common pairs of neighbouring characters, 0 to 1, blanks and punctuation aside.
 * Example: “新投产项目2个” and “新投产项目3个” share 5 of 7 pairs: 0.71.
 */
const computeLikeness = (a: string, b: string): number => {
  const [left, right] = [pairsOf(plain(a)), pairsOf(plain(b))]
  if (left.length + right.length === 0) return plain(a) === plain(b) ? 1 : 0
  const rest = [...right]
  const common = left.filter((pair) => {
    const index = rest.indexOf(pair)
    if (index >= 0) rest.splice(index, 1)
    return index >= 0
  })
  return (2 * common.length) / (left.length + right.length)
}

const WANTED = text(
  '具体原因：什么事、影响多少，如“A公司3月投产，新增产值1.2亿元”',
  'what happened and how much it changed, such as "plant A opened in March and added 120 million"',
)
const ANEW = text(
  '针对本期数的说明；不能照抄以前的说明',
  'an explanation of this period, not that of an earlier one',
)

const reject = (
  fault: 'empty' | 'filler' | 'too-short' | 'copy',
  at: number,
  found: string,
): ExplanationVerdict => ({
  accepted: false,
  fault,
  at,
  found,
  expected: fault === 'copy' ? ANEW : WANTED,
})

/** Whether two texts are the same, blanks and punctuation aside. */
export const isSameText = (a: string, b: string): boolean => plain(a) === plain(b)

/** The earlier text that an explanation copies, figures left out of the comparison of long texts. */
const findCopied = (written: string, earlier: readonly string[]): string | undefined =>
  earlier.find((old) => plain(old) !== '' && computeLikeness(written, old) >= COPY)

/**
 * Judges the explanation of a finding. Not accepted: an empty one; a filler (核实无误, 情况属实, 数据无误, 同上, 无 …, with
 * any punctuation or blanks, and any string of such phrases); one of which fewer than five characters are left when
 * fillers are struck out; a copy, that is, one that shares 85 % of its neighbouring characters with an explanation given
 * before for the same figure (last month's). Remembering an accepted one for the same value is for the caller.
 * Example: “经核实，数据无误。” is filler at character 1. Source: PRACTICE, Audit relations.
 */
export const judgeExplanation = (written: string, earlier: readonly string[] = []): ExplanationVerdict => {
  const said = plain(written)
  if (said === '') return reject('empty', 1, written.trim() === '' ? '（空）' : written.trim())
  const left = said.replaceAll(FILLER, '')
  const at = written.search(/[\p{L}\p{N}]/u) + 1
  if (left === '') return reject('filler', at, written.trim())
  if (left.length < LEAST)
    return reject(left.length < said.length ? 'filler' : 'too-short', at, written.trim())
  const copied = findCopied(written, earlier)
  return copied === undefined ? { accepted: true } : reject('copy', at, copied.trim())
}
