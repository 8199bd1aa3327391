// A slug needs the letters of a name without their marks, which plain SQL does
// not know how to take off: "Crème brûlée" becomes "creme-brulee".
import type { MigrationDatabase } from "../../../mod.ts"; // in a project: "@dunlin/dunlin"

/** `Tea, black (500 g)` becomes `tea-black-500-g`; a name without letters becomes `product`. */
function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{Mark}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "product";
}

/** The slug itself, or with the first number that nobody has: `tea`, `tea-2`, `tea-3`. */
function firstFree(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  let number = 2;
  while (taken.has(`${slug}-${number}`)) number++;
  return `${slug}-${number}`;
}

export async function up(db: MigrationDatabase): Promise<void> {
  await db.execute("ALTER TABLE products ADD COLUMN slug text");

  const products = await db.query<{ id: string; name: string }>(
    "SELECT id, name FROM products ORDER BY id",
  );
  const taken = new Set<string>();
  for (const product of products) {
    const slug = firstFree(slugOf(product.name), taken);
    taken.add(slug);
    await db.query("UPDATE products SET slug = $1 WHERE id = $2", [slug, product.id]);
  }

  await db.execute(`
    ALTER TABLE products ALTER COLUMN slug SET NOT NULL;
    ALTER TABLE products ADD CONSTRAINT products_slug_key UNIQUE (slug);
  `);
}

export async function down(db: MigrationDatabase): Promise<void> {
  await db.execute("ALTER TABLE products DROP COLUMN slug");
}
