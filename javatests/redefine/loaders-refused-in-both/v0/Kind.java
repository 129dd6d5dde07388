public class Kind {}
