/** The contract as it must look, whichever language reads it. */
package kilonova.contract;
