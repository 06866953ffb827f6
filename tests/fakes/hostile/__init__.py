"""Files no camera made: broken, disguised and malicious ones, each made anew for every run."""
