public class Part extends Whole implements Cloneable {}
