/** Knows how bad input is told on the terminal: every place, what was found, what was expected. */
import { InputError } from '../indicators/input-error.ts'
import { text, type Language, type Text } from '../indicators/text.ts'

export const renderInputError = ({ issues }: InputError, language: Language): string =>
  issues
    .map(({ where, found, expected }) =>
      language === 'zh'
        ? `${where.zh}：发现「${found}」，应为${expected.zh}\n`
        : `${where.en}: found "${found}", expected ${expected.en}\n`,
    )
    .join('')

/** What the system says of a path that a person named. */
const FILE_FAULTS: Readonly<Record<string, Text>> = {
  ENOENT: text('没有这个文件或文件夹', 'no such file or folder'),
  EISDIR: text('是文件夹', 'a folder'),
  ENOTDIR: text('上级不是文件夹', 'the parent is no folder'),
  EACCES: text('没有权限', 'no permission'),
  EROFS: text('只读', 'read-only'),
  ENOSPC: text('磁盘已满', 'the disk is full'),
}

/** A path that could not be used, told as bad input; undefined for any other error. */
export const fileError = (error: unknown): InputError | undefined => {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return undefined
  const fault = FILE_FAULTS[String(error.code)]
  if (!fault) return undefined
  const path = String(error.path)
  const expected = text('可以读写的文件或文件夹', 'a file or folder that can be used')
  return new InputError([{ where: text(`文件 ${path}`, `file ${path}`), found: fault.zh, expected }])
}
