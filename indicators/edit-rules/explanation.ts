/** Knows whether an explanation of a finding explains anything (核实性: 不能只填写“核实无误”). */
import { text, type Text } from '../text.ts'
import { strikeStock } from './stock-phrases.ts'

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

/** What is neither letter, digit nor Chinese character says nothing. */
const plain = (written: string): string =>
  written
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A number with what it counts: 1.2亿元, 32家, 3月, 15个百分点. */
const QUANTITY =
  /\d+(?:\.\d+)?\s*(?:%|％|‰|[十百千万亿]*(?:元|美元|吨|千瓦时?|度|台|套|辆|艘|件|个|家|户|人|名|条|座|台套|笔|批|项|种|次|倍|成|天|日|周|月|季度?|年|号|点|百分点|平方米|亩|公里|箱|标箱))/gu
/** Different characters that must be left when stock phrases and numbers are struck out; fewer do beside a quantity. */
const LEAST = 3
const LEAST_BESIDE_QUANTITY = 2
/** A text no longer than this, of which something is left, is short rather than filler. */
const SHORT = 4
/** Text without a Chinese character says nothing in fewer words. */
const LEAST_WORDS = 3
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
  '针对本指标本期数的说明；不能照抄以前的、别的指标的说明',
  'an explanation of this figure, not that of an earlier period or of another indicator',
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

/** How many different Chinese characters, or words of another script, are in a text: `啊啊啊啊` is one. */
const countFacts = (left: string): number =>
  new Set(left.match(/\p{Script=Han}|[^\p{Script=Han}\P{L}]+/gu) ?? []).size

/** Whether something is left that can be a fact: who, what, how much or when. */
const hasFact = (written: string): boolean => {
  const said = written.normalize('NFKC').toLowerCase()
  if (!/\p{Script=Han}/u.test(said)) return countFacts(strikeStock(said)) >= LEAST_WORDS
  const told = said.replaceAll(/[^\p{L}\p{N}.%‰]/gu, '')
  const facts = countFacts(strikeStock(told.replaceAll(QUANTITY, ' ')).replaceAll(/\p{N}/gu, ' '))
  return facts >= (told.search(QUANTITY) >= 0 ? LEAST_BESIDE_QUANTITY : LEAST)
}

/**
 * Judges the explanation of a finding. Not accepted: an empty one; a filler, that is, one in which no fact is left when
 * stock phrases (核实无误, 情况属实, 与上月情况相同, 请统计局自己看一下 …), punctuation and bare digits are struck out: fewer than
 * three different characters, or two beside a number with its unit; a copy, that is, one that shares 85 % of its
 * neighbouring characters with one of the `earlier` ones.
 * Example: “经核实，数据无误。” is filler at character 1. Source: PRACTICE, Audit relations.
 */
export const judgeExplanation = (written: string, earlier: readonly string[] = []): ExplanationVerdict => {
  const said = plain(written)
  if (said === '') return reject('empty', 1, written.trim() === '' ? '（空）' : written.trim())
  if (!hasFact(written)) {
    const isShort = said.length <= SHORT && /\p{Script=Han}/u.test(strikeStock(said))
    return reject(isShort ? 'too-short' : 'filler', written.search(/[\p{L}\p{N}]/u) + 1, written.trim())
  }
  const copied = findCopied(written, earlier)
  return copied === undefined ? { accepted: true } : reject('copy', 1, copied.trim())
}
