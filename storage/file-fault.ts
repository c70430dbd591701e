/** Knows which faults of files a person can mend: a full disk, a folder that is read-only, a path that is not there. */
import { InputError } from '../indicators/input-error.ts'
import { joinTexts, text, type Text } from '../indicators/text.ts'

interface Fault {
  readonly found: Text
  readonly expected: Text
}

const USABLE = text('可以读写的文件或文件夹', 'a file or folder that can be used')
const WRITABLE = text('可以写的文件夹', 'a folder that can be written')
const ROOM = text('磁盘还有空间；腾出空间后重试即可', 'a disk with room: make some and try again')

const FAULTS: Readonly<Record<string, Fault>> = {
  ENOENT: { found: text('没有这个文件或文件夹', 'no such file or folder'), expected: USABLE },
  EISDIR: { found: text('是文件夹', 'a folder'), expected: USABLE },
  ENOTDIR: { found: text('上级不是文件夹', 'the parent is no folder'), expected: USABLE },
  EEXIST: { found: text('已存在', 'exists'), expected: USABLE },
  EACCES: { found: text('没有权限', 'no permission'), expected: USABLE },
  EPERM: { found: text('不允许', 'not permitted'), expected: USABLE },
  EROFS: { found: text('只读', 'read-only'), expected: USABLE },
  ENOSPC: { found: text('磁盘已满', 'the disk is full'), expected: ROOM },
  EDQUOT: { found: text('超出磁盘配额', 'the quota of the disk is used up'), expected: ROOM },
  EFBIG: { found: text('超出文件大小限制', 'over the limit of file size'), expected: ROOM },
  EIO: { found: text('磁盘读写出错', 'the disk fails'), expected: USABLE },
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** The fault of an error of the file system; undefined for any other error. */
const findFileFault = (error: unknown): Fault | undefined => FAULTS[codeOf(error)]

const explain = (error: unknown, where: Text, usable: Text): unknown => {
  const fault = findFileFault(error)
  if (!fault) return error
  const found = joinTexts([fault.found, text(`(${codeOf(error)})`, `(${codeOf(error)})`)], ' ')
  return new InputError([{ where, found, expected: fault.expected === USABLE ? usable : fault.expected }])
}

/** An error of the file system as an InputError on a path; any other as it is. */
export const explainFileFault = (error: unknown, path: string): unknown =>
  explain(error, text(`文件 ${path}`, `file ${path}`), USABLE)

/** The same of a folder that is to be written. */
export const explainFolderFault = (error: unknown, folder: string): unknown =>
  explain(error, text(`文件夹 ${folder}`, `folder ${folder}`), WRITABLE)
