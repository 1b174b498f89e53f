const english = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const chinese = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

/** The number of a month by its name in a log, English or Chinese (`May`, `5月`, `五月`); 0 for any other. */
export const monthOf = (name: string): number => {
  const numbered = /^(\d{1,2})月$/.exec(name);
  if (numbered !== null) return Number(numbered[1]) <= 12 ? Number(numbered[1]) : 0;
  return name.endsWith("月")
    ? chinese.indexOf(name.slice(0, -1)) + 1
    : Math.max(english.indexOf(name.toLowerCase()) + 1, 0);
};
