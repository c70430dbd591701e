/** Knows the kinds of values that settings take: folders, texts, addresses, whole numbers, lists, the key. */
import { z } from 'zod'
import { text, type Text } from '../indicators/text.ts'
import { isKey } from '../storage/secrets.ts'
import { kind } from './setting.ts'

const FOLDER = text('文件夹', 'a folder')
const WORDS = text('文字', 'a text')

/** A setting that may be left out. */
const written = () => z.string().min(1)

/** A folder with the one that is used when none is named. */
export const folderOr = (usual: string) => kind(written().default(usual), FOLDER)

/** A folder that need not be named. */
export const folder = () => kind(written().optional(), FOLDER)

/** A text with the one that is used when none is written. */
export const wordsOr = (usual: string) => kind(written().default(usual), WORDS)

/** A text that need not be written; blanks around it are no part of it. */
export const words = () => kind(z.string().trim().min(1).optional(), WORDS)

/** Anything that is written, of a sort that is only looked at where it is used. */
export const anything = (type: Text) => kind(written().optional(), type)

/** What matches a pattern. */
export const matching = (pattern: RegExp, type: Text) => kind(z.string().regex(pattern).optional(), type)

/** What matches a pattern, with the one that is used when none is written. */
export const matchingOr = (usual: string, pattern: RegExp, type: Text) =>
  kind(z.string().regex(pattern).default(usual), type)

/** Several values with commas. */
export const listOr = (usual: string[], one: RegExp, type: Text) =>
  kind(
    z
      .string()
      .transform((raw) => raw.split(',').map((item) => item.trim()))
      .pipe(z.array(z.string().regex(one)))
      .default(usual),
    type,
  )

/** A whole number between two; what is no digit is none, so that neither `1e3` nor a blank passes for one. */
export const wholeNumberOr = (
  usual: number,
  { from, to, note }: { readonly from: number; readonly to: number; readonly note?: Text },
) =>
  kind(
    z
      .string()
      .trim()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .pipe(z.number().min(from).max(to))
      .default(usual),
    text(
      `${from} 到 ${to} 的整数${note ? `，${note.zh}` : ''}`,
      `a whole number from ${from} to ${to}${note ? `; ${note.en}` : ''}`,
    ),
  )

/** The key that seals secrets: as openssl makes it, or in hexadecimal. */
export const key = () =>
  kind(
    z.string().trim().refine(isKey).optional(),
    text('32 字节的 base64（openssl rand -base64 32）', '32 bytes in base64 (openssl rand -base64 32)'),
  )
