public class Robot implements Speaker {}
