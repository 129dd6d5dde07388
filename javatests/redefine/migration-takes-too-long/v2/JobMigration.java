/** A migration no more. */
public final class JobMigration {
}
