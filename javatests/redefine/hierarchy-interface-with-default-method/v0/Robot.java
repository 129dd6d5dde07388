public class Robot {}
