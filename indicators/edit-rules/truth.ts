/** Knows three-valued logic: what cannot be decided is neither true nor false (Kleene's strong logic). */

/** true, false, or 'undecidable' where a part is blank. */
export type Truth = boolean | 'undecidable'

/** 非: what is undecidable stays so. */
export const negate = (a: Truth): Truth => (a === 'undecidable' ? a : !a)

/** 且: one false decides; otherwise one undecidable part leaves the whole undecidable. True of nothing. */
export const allOf = (truths: readonly Truth[]): Truth => {
  if (truths.includes(false)) return false
  return truths.includes('undecidable') ? 'undecidable' : true
}

/** 或: one true decides; otherwise one undecidable part leaves the whole undecidable. False of nothing. */
const anyOf = (truths: readonly Truth[]): Truth => negate(allOf(truths.map(negate)))

/** 若 a 则 b: a false condition makes it true whatever b is. Example: 若01＞0，则02＞0. */
export const implies = (a: Truth, b: Truth): Truth => anyOf([negate(a), b])
