"""The program file and its model, the city reference, and the folding of names."""
