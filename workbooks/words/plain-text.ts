/** Knows how typed text is levelled before it is read: full width to half width, one dash, no invisible characters. */

const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]/g
const DASHES = /[\u2010-\u2015\u2212\u2500\u2501\ufe58\ufe63]/g

/** Full width to half width, every dash to `-`, invisible characters away; spaces stay where they are. */
export const plainText = (raw: string): string =>
  raw.normalize('NFKC').replace(INVISIBLE, '').replace(DASHES, '-')

/** The same without any space or line break. */
export const tightText = (raw: string): string => plainText(raw).replace(/\s+/g, '')
