"""Words of people's languages: from a text to the tokens that keyword search compares."""
