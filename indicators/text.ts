/** Knows that what people read has two languages: Chinese first, English on request. */

/** A sentence or a word in both languages. */
export interface Text {
  readonly zh: string
  readonly en: string
}

export type Language = 'zh' | 'en'

/** Makes a text of both languages. */
export const text = (zh: string, en: string): Text => ({ zh, en })

/** Joins texts, language by language; where the languages part them by other signs, the separator is a text too. */
export const joinTexts = (texts: readonly Text[], separator: string | Text): Text => {
  const { zh, en } = typeof separator === 'string' ? text(separator, separator) : separator
  return { zh: texts.map((t) => t.zh).join(zh), en: texts.map((t) => t.en).join(en) }
}
