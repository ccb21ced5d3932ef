// Who is who among the people one can act as.
import { S } from "./state.js";

const speaks = (user, language) => user.locale?.split("-")[0] === language;

/** Whether a person is in sales, where promises start. */
export const inSales = (user) => /sales/i.test(user?.role?.en ?? String(user?.role ?? ""));

/** Somebody in sales to act as, in German for those who read German and in English for everybody else. */
export function sellerFor(language) {
  const sellers = S.users.filter((user) => inSales(user) && !user.is_bot && !user.deleted);
  return sellers.find((user) => speaks(user, language === "de" ? "de" : "en")) ?? sellers[0];
}
